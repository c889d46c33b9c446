-- Amounts and counts in every form of the closed list. Variables say what is settled for the current file: which mark stands
-- before the fraction.
create or replace temp macro is_given(cell) as
    strlen(cell) > 0 and not regexp_full_match(tidy(cell), getvariable('missing'));

-- A list of one keeps a tidied text from being made, and bound, again at each of its uses.
-- A whole number; a quantity, which is one of what is weighed. The weight is beside a price.
create or replace temp macro whole_of(text) as
    case
        when regexp_full_match(text, getvariable('count'))
            then regexp_replace(regexp_extract(text, getvariable('count'), 1), '[^0-9-]', '', 'g')::integer
    end;

create or replace temp macro whole(cell) as
    case
        when strlen(cell) = 1 and cell between '0' and '9' then cell::integer
        when regexp_full_match(cell, '[0-9]{1,9}') then cell::integer
        else list_transform([tidy(cell)], lambda text: whole_of(text))[1]
    end;

create or replace temp macro counted(text) as
    case
        when regexp_full_match(text, getvariable('count')) then whole_of(text)
        when regexp_full_match(text, getvariable('measure')) then case when starts_with(text, '-') then -1 else 1 end
    end;

create or replace temp macro item_count(cell) as
    case
        when regexp_full_match(cell, '[0-9]{1,9}') then cell::integer
        else list_transform([tidy(cell)], lambda text: counted(text))[1]
    end;

create or replace temp macro measured(text) as
    case
        when regexp_full_match(text, getvariable('measure'))
            then replace(regexp_extract(text, '-?[0-9]+(?:[.,][0-9]+)?'), ',', '.')::decimal(18, 6)
        else whole_of(text)
    end;

create or replace temp macro measure(cell) as
    case
        when regexp_full_match(cell, '[0-9]{1,9}') then cell::decimal(18, 6)
        else list_transform([tidy(cell)], lambda text: measured(text))[1]
    end;

-- An amount in any other form that people write, under the file's decimal mark; null when it is none.
create or replace temp macro amount_digits(text) as
    case getvariable('decimal_mark')
        when ',' then replace(regexp_replace(text, '[^0-9,]', '', 'g'), ',', '.')
        else regexp_replace(text, '[A-Za-z][.]|[^0-9.]', '', 'g')  -- Rs. is a word with a point of its own
    end;

-- What adding floats leaves over where nothing is left: the form lets an exponent of no other size pass.
create or replace temp macro is_left_over(text) as regexp_matches(text, '[eE]-[0-9]{2}$');

create or replace temp macro amount_of(text) as
    case
        when not regexp_full_match(text, getvariable('amount')) then null
        when regexp_full_match(text, getvariable('whole')) then null  -- Rp150.000 beside 12.50
        when is_left_over(text) then 0
        when contains(text, '-') or contains(text, '(') then -(amount_digits(text)::decimal(38, 12))
        else amount_digits(text)::decimal(38, 12)
    end;

create or replace temp macro odd_amount(cell) as
    case
        when strlen(cell) > 0
            then list_transform(list_transform([tidy(cell)], lambda text: amount_of(text)), lambda value: settled_amount(value))[1]
    end;

-- A decimal point in a column of decimal commas, which cannot be distinguished from a mark of thousands; zero is zero in both.
create or replace temp macro has_other_mark(cell) as
    case when getvariable('refuses_points') then contains(cell, '.') and try_cast(cell as decimal(18, 6)) <> 0 else false end;

-- The sign or code of a currency beside an amount; nothing beside most.
create or replace temp macro sign_of(text) as
    case
        when is_left_over(text) then null
        when regexp_full_match(text, getvariable('amount')) then nullif(regexp_extract(text, '[^0-9.,+ ()''’-]+'), '')
    end;

create or replace temp macro currency_sign(cell) as
    case
        when unicode(cell) between 48 and 57 and unicode(right(cell, 1)) between 48 and 57 then null
        else list_transform([tidy(cell)], lambda text: sign_of(text))[1]
    end
