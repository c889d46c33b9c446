-- What the cells of a customer table say. They are read leniently: a bad birthday does not cost a member.
-- A text holds the list of words: the engine would join every column with a list.
create or replace temp macro said(cell) as
    case
        when contains('||-|--|---|—|——|/|null|none|nan|n/a|na|无|未知|未填写|保密|', '|' || lower(bare(cell)) || '|') then null
        else translate(bare(cell), '０１２３４５６７８９．，－：／', '0123456789.,-:/')
    end;

-- A birthday by its parts: with a year in front (of two digits where it can be nothing else), or month and day alone.
create or replace temp macro born_parts(cell) as
    case
        when regexp_matches(cell, '^[0-9]{8}(?:[0-9]{6})?$')
            then {'year': substr(cell, 1, 4), 'month': substr(cell, 5, 2), 'day': substr(cell, 7, 2)}
        when regexp_matches(cell, '^[0-9]{4}[-/.年 ]{1,2}[0-9]{1,2}[-/.月 ]{1,2}[0-9]{1,2}[日号]?(?:[T ].*)?$')
            then regexp_extract(cell, '^([0-9]{4})[^0-9]+([0-9]{1,2})[^0-9]+([0-9]{1,2})', ['year', 'month', 'day'])
        when regexp_matches(cell, '^(?:3[2-9]|[4-9][0-9])[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日号]?$')
            then regexp_extract('19' || cell, '^([0-9]{4})[^0-9]+([0-9]{1,2})[^0-9]+([0-9]{1,2})', ['year', 'month', 'day'])
        when regexp_matches(cell, '^(?:--)?[0-9]{1,2}[-/.月] ?[0-9]{1,2}[日号]?$')
            then regexp_extract(cell, '^()-*([0-9]{1,2})[^0-9]+([0-9]{1,2})', ['year', 'month', 'day'])
        when regexp_matches(cell, '^[01][0-9][0-3][0-9]$')
            then {'year': '', 'month': substr(cell, 1, 2), 'day': substr(cell, 3, 2)}
        else {'year': '', 'month': '', 'day': ''}
    end;

-- Two numbers and a year behind them: which of the two is the month, only the whole column shows.
create or replace temp macro day_parts(cell) as
    regexp_extract(cell, '^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?:[T ].*)?$', ['one', 'two', 'year']);

-- A birthday with the month in words, or as the day number of a spreadsheet.
create or replace temp macro worded_birthday(cell) as
    case
        when regexp_matches(cell, '^[1-4][0-9]{4}(?:[.]0+)?$') then date '1899-12-30' + substr(cell, 1, 5)::integer
        when regexp_matches(cell, '[A-Za-z]') then try_strptime(
            cell, ['%d %b %Y', '%d-%b-%Y', '%d %B %Y', '%b %d, %Y', '%B %d, %Y', '%b %d %Y', '%B %d %Y']
        )::date
    end;

-- What tools write for an unknown birthday.
create or replace temp macro is_nobodys_birthday(born) as
    coalesce(year(born) <= 1900 and strftime(born, '%m-%d') in ('01-01', '12-30', '12-31'), false);

create or replace temp macro is_no_birthday(cell) as
    cell is null or regexp_matches(cell, '^0{2,4}[-/.年]?0{1,2}[-/.月]?0{1,2}日?(?:[T ].*)?$');

-- A time of a trade, in any of the shapes that begin with the year; a spreadsheet's number of days too.
create or replace temp macro time_of(cell) as
    case
        when regexp_matches(cell, '^[34][0-9]{4}(?:[.][0-9]+)?$')
            then timestamp '1899-12-30' + to_seconds(round(cell::double * 86400)::bigint)
        when regexp_matches(cell, '^[0-9]{14}$') then try_strptime(cell, '%Y%m%d%H%M%S')
        when regexp_matches(cell, '^[0-9]{8}$') then try_strptime(cell, '%Y%m%d')
        when regexp_matches(cell, '^[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?:[T ]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.Z+ ].*)?)?$')
            then try_cast(
                rtrim(regexp_replace(
                    regexp_replace(cell, '^([0-9]{4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,2})[^0-9]*', '\1-\2-\3 '),
                    '([0-9]:[0-9]{2}(?::[0-9]{2})?)[^0-9:].*$', '\1'
                )) as timestamp
            )
    end;

-- No trade was before there were shops, none is in the far future.
create or replace temp macro time_in(cell) as
    case
        when time_of(cell) between timestamp '1990-01-01' and timestamp '2099-12-31 23:59:59' then time_of(cell)
    end;

-- What tools write for a time that never was: all zeros, or the first day of their calendar.
create or replace temp macro is_no_time(cell) as
    cell is null or regexp_matches(cell, '^(?:0{1,14}|0000[-/.]00?[-/.]00?.*|(?:1899|1900|1970|9999)[-/.]?[01][0-9]?[-/.]?[0-3].*)$');

create or replace temp macro number_in(cell) as
    try_cast(regexp_extract(replace(cell, ',', ''), '^([0-9]{1,9})(?:[.]0+)? ?[笔次单件个]?$', 1) as integer);

-- Money to the fen; further digits in the table of a tool are noise.
create or replace temp macro money_in(cell) as
    try_cast(
        regexp_extract(replace(cell, ',', ''), '^[￥¥]? ?(-?[0-9]{1,15}(?:[.][0-9]{1,20})?) ?元?$', 1) as decimal(18, 2)
    );

-- How a row proves when it was true, as text that sorts: the day it says it was exported or changed, else the latest time in
-- its file, then what grows in the row itself (its own latest time, orders, money). Empty where nothing does. A mark '+' behind it: put there by the order of loading.
create or replace temp macro seconds_of(moment) as lpad(coalesce(epoch(moment)::bigint, 0)::varchar, 10, '0');

create or replace temp macro row_proof(reach, dated_at, orders, total) as
    case
        when reach is null and orders is null and total is null then ''
        else seconds_of(reach) || seconds_of(dated_at) || lpad(coalesce(orders, 0)::varchar, 9, '0')
            || lpad((greatest(coalesce(total, 0), 0) * 100)::bigint::varchar, 17, '0')
    end;

create or replace temp macro has_reach(proof) as proof >= '0000000001';

-- Whether nothing compares the two: then the one that is loaded later counts.
create or replace temp macro is_vague(ours, theirs) as
    ours = '' or has_reach(theirs) and not has_reach(ours);

create or replace temp macro is_unproven(ours, theirs) as
    is_vague(ours, theirs) or ours = theirs or ends_with(theirs, '+') or has_reach(ours) and not has_reach(theirs);

create or replace temp macro takes(has_group, ours, theirs) as
    has_group and (theirs is null or is_vague(ours, theirs) or ours >= theirs);

create or replace temp macro proof_after(has_group, ours, theirs, is_same) as
    case
        when not has_group then theirs
        when theirs is null then case when ours = '' then '+' else ours end
        when is_vague(ours, theirs) then case when is_same then theirs else rtrim(theirs, '+') || '+' end
        else greatest(ours, theirs)
    end;
