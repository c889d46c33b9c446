-- Amounts of a file whose money is in whole fen: exact, and never rounded but for the noise of a float. Ten trillion are
-- no amount of a shop: what is smaller can be counted in fen without care.
create or replace temp macro money(value) as value::decimal(18, 2);

-- What both decimals of a product need is wider than either.
create or replace temp macro line_money(price, pieces) as
    try_cast(price::decimal(38, 6) * pieces as decimal(15, 2))::decimal(18, 2);

create or replace temp macro settled_amount(value) as
    case when abs(value - round(value, 2)) <= 0.000001 then try_cast(round(value, 2) as decimal(15, 2))::decimal(18, 2) end;

-- What prints back as it was read is exact, and this is quicker to check than a pattern; to try a blank is dear.
create or replace temp macro yuan(cell) as
    case
        when strlen(cell) = 0 then null
        when case when has_other_mark(cell) then false else try_cast(cell as decimal(9, 2))::varchar = cell end
            then try_cast(cell as decimal(9, 2))::decimal(18, 2)
        when case when has_other_mark(cell) then false else regexp_full_match(cell, '-?[0-9]{1,13}(?:[.][0-9]{1,2})?') end
            then cell::decimal(18, 2)
        else odd_amount(cell)
    end
