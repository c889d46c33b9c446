-- What the fast way must know of cells to read them as the strict reader does: blanks of every width and the marks
-- that Excel and sellers leave, told by comparisons of a few bytes before anything dearer is tried.
create or replace temp macro blanks() as
    ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160) || chr(173) || chr(8203) || chr(8206) || chr(8207)
    || chr(8288) || chr(12288) || chr(65279);

-- Whether a text begins, or as a rule ends, with something that is no part of it; a needless yes does no harm.
create or replace temp macro is_wrapped(cell) as
    unicode(cell) between 0 and 39 or unicode(cell) = 96 or unicode(cell) between 160 and 12288 or unicode(cell) >= 65279
    or ends_with(cell, ' ') or ends_with(cell, chr(9));

create or replace temp macro bare(cell) as
    case when is_wrapped(cell) then rtrim(ltrim(cell, blanks() || '''`'), blanks()) else cell end;

-- Blanks of other widths at the end are dear to find; they are looked for where there are few texts.
create or replace temp macro ends_blank(cell) as regexp_matches(cell, '[\r\n\x{a0}\x{ad}\x{200b}\x{200e}\x{200f}\x{2060}\x{3000}\x{feff}]$');

-- A buyer's own mobile number: eleven digits, not part of a longer number, without the extension of a virtual one.
create or replace temp macro is_own_phone(numbers) as
    regexp_matches(numbers, '(^|[^0-9])(0|86|0086)?1[3-9][0-9]{9}([^0-9转#-]|$)');

create or replace temp macro own_phone(numbers) as
    regexp_extract(numbers, '(^|[^0-9])(0|86|0086)?(1[3-9][0-9]{9})([^0-9转#-]|$)', 3);

-- An id as the platform gave it.
create or replace temp macro bare_id(cell) as
    case
        when starts_with(cell, '="') and ends_with(cell, '"') then substr(cell, 3, strlen(cell) - 3)
        else rtrim(ltrim(cell, ' ''`='), chr(9) || ' ')
    end;

-- Whether an id that is no plain number has a form that only the strict reader can judge.
create or replace temp macro is_odd_id(id) as
    regexp_matches(
        id,
        '[\x00-\x20"'',;\x7f\x{a0}\x{ad}\x{200b}\x{200e}\x{200f}\x{2060}\x{3000}\x{feff}]|^[nN][oO][:：]|^[0-9]+[.]0$'
        || '|^(?:[nN][uU][lL][lL]|-{1,3}|—{1,2}|无退款申请)$|^0000-'
    );

-- A time in the shapes exports use; other shapes are left to the strict reader, which knows more.
create or replace temp macro moment(cell) as try_strptime(
    cell,
    ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y-%m-%d', '%Y/%m/%d', '%Y%m%d']
);

-- An amount, exact to the fen and never rounded: what prints back as it was read is exact, and quicker told than by a
-- pattern. A number of pieces.
create or replace temp macro yuan(cell) as
    case
        when try_cast(cell as decimal(9, 2))::varchar = cell then try_cast(cell as decimal(9, 2))::decimal(18, 2)
        when regexp_full_match(cell, '-?[0-9]{1,13}(?:[.][0-9]{1,2})?') then cell::decimal(18, 2)
    end;

create or replace temp macro pieces(cell) as
    case
        when strlen(cell) = 1 and cell between '0' and '9' then cell::integer
        when regexp_full_match(cell, '[0-9]{1,9}') then cell::integer
    end;

-- Whether a cell says something; and whether what it says is no day that a shop can have.
create or replace temp macro is_told(cell) as cell not in ('', 'null', '-', '--');

create or replace temp macro is_no_moment(cell, value) as
    case
        when value between timestamp '1990-01-01' and timestamp '2099-12-31 23:59:59' then false
        else is_told(cell)
    end
