-- Amounts, times and counts of a file that writes them as most exports do: cheap to read and to plan. A cell of another form
-- is a fault here, and the file is typed once more by the full list (odd_forms.sql, times.sql, amounts_*.sql).
create or replace temp macro is_given(cell) as cell not in ('', 'null', '-', '--');

create or replace temp macro whole(cell) as
    case
        when strlen(cell) = 1 and cell between '0' and '9' then cell::integer
        when regexp_full_match(cell, '[0-9]{1,9}') then cell::integer
    end;

create or replace temp macro item_count(cell) as whole(cell);
create or replace temp macro measure(cell) as whole(cell);

create or replace temp macro money(value) as value::decimal(18, 2);
create or replace temp macro line_money(price, pieces) as try_cast(price * pieces as decimal(15, 2))::decimal(18, 2);

-- What prints back as it was read is exact, and this is quicker to check than a pattern; to try a blank is dear.
create or replace temp macro yuan(cell) as
    case
        when strlen(cell) = 0 then null
        when try_cast(cell as decimal(9, 2))::varchar = cell then try_cast(cell as decimal(9, 2))::decimal(18, 2)
        when regexp_full_match(cell, '-?[0-9]{1,13}(?:[.][0-9]{1,2})?') then cell::decimal(18, 2)
    end;

create or replace temp macro currency_sign(cell) as null::varchar;

create or replace temp macro usual_moment(cell) as try_strptime(
    cell,
    ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y-%m-%d', '%Y/%m/%d', '%Y%m%d']
);

-- A cell that is no time is tried in every form, which is dear where many are blank.
create or replace temp macro moment(cell) as case when strlen(cell) > 7 then usual_moment(cell) end;

-- Whether what a cell says is no day that a shop can have.
create or replace temp macro is_no_moment(cell, value) as
    case
        when value between timestamp '1990-01-01' and timestamp '2099-12-31 23:59:59' then false
        else is_given(cell)
    end
