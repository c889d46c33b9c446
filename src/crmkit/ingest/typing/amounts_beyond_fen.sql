-- Amounts of a file with true fractions of a fen: six decimals are kept until an order is added up, then rounded once.
create or replace temp macro money(value) as value::decimal(18, 6);

-- What both decimals of a product need is wider than either.
create or replace temp macro line_money(price, pieces) as try_cast(price::decimal(38, 6) * pieces as decimal(18, 6));

create or replace temp macro settled_amount(value) as
    try_cast(
        case
            when abs(value - round(value, 2)) <= 0.000001 then round(value, 2)::decimal(38, 6)
            else round(value, 6)::decimal(38, 6)
        end as decimal(18, 6)
    );

create or replace temp macro yuan(cell) as
    case
        when case when has_other_mark(cell) then false else regexp_full_match(cell, '-?[0-9]{1,12}(?:[.][0-9]{1,2})?') end
            then try_cast(cell as decimal(18, 6))
        else odd_amount(cell)
    end
