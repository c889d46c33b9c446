-- Times in every form of the closed list, in the shop's local time. Variables say what is settled for the current file:
-- in which order day and month stand, which zone the shop keeps.
create or replace temp macro usual_moment(cell) as try_strptime(
    cell,
    ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y-%m-%d', '%Y/%m/%d', '%Y%m%d']
);

-- The same for a file that begins with the day or the month, once it is known which; a year of two digits is read elsewhere.
create or replace temp macro slashed_moment(cell) as
    case
        when try_strptime(cell, getvariable('slashed_times')) >= timestamp '1900-01-01' then try_strptime(cell, getvariable('slashed_times'))
    end;

create or replace temp macro next_day(text) as
    case when regexp_matches(text, '[^0-9:时点]24[:时点]|晚上 ?12[:时点]') then interval 1 day else interval 0 day end;

-- The words around a time removed: weekdays, fractions of a second, 年月日, 上午 in front as AM behind (noon may
-- begin at eleven, and twelve at night is the end of the day).
create or replace temp macro time_words(text) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            regexp_replace(regexp_replace(regexp_replace(text, '中午 ?11', ' 11'), '晚上 ?12', ' 24'), '[(（]?(?:(?:星期|礼拜|周)[一二三四五六日天]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)[)）]?[.,]?', ' ', 'g'),
                            '([:分][0-9]{2})[.,][0-9]+', '\1', 'g'),
                        '(?:上午|凌晨|早上|[Aa][.]?[Mm][.]?) ?([0-9:时点分秒]+)', ' \1 AM'),
                    '(?:下午|晚上|中午|[Pp][.]?[Mm][.]?) ?([0-9:时点分秒]+)', ' \1 PM'),
                '([0-9]) ?(?:上午|[Aa][.]?[Mm][.]?)$', '\1 AM'),
            '([0-9]) ?(?:下午|[Pp][.]?[Mm][.]?)$', '\1 PM'),
        '[日号秒]|([0-9])(?:st|nd|rd|th|er)\b|(?i)\bdel? ', '\1 ', 'g');

-- One separator in the date, one in the time, single blanks.
create or replace temp macro one_separator(text) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(regexp_replace(text, '[年月/.,]|([0-9])T([0-9])', '\1-\2', 'g'), '(-[0-9]{1,4})-([0-9]{1,2}:)', '\1 \2'),
                '[时点分]', ':', 'g'),
            '-* +', ' ', 'g'),
        '^[ -]+|[ -]+$', '', 'g');

-- Hours on their own get minutes; midnight is the beginning of a day; 13:00 PM and 0:30 PM are what their writers mean.
create or replace temp macro whole_hours(text) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(regexp_replace(one_separator(text), ':($| [AP])', ':00\1'), '(:[0-9]{2}):00($| [AP])', '\1\2'),
                ' (?:24|0?0)(:[0-9:]+)(?: AM)?$', ' 00\1'),
            ' 0?0(:[0-9:]+) PM$', ' 12\1 PM'),
        ' (1[3-9]|2[0-3])(:[0-9:]+) [AP]M$', ' \1\2');

-- The month of a text in letters, by how it begins: of the French ones juin and juillet differ in the fourth.
create or replace temp macro month_word(text) as
    case
        when regexp_matches(text, '(?i)juil') then 'jul'
        else getvariable('month_names')[list_position(
            getvariable('month_beginnings'), lower(substr(strip_accents(regexp_extract(text, '[A-Za-zÀ-ÿ]{3,}')), 1, 3))
        )]
    end;

create or replace temp macro worded_day(text) as
    regexp_replace(regexp_replace(text, '[A-Za-zÀ-ÿ]{3,}', month_word(text)), '[- ]+', ' ', 'g');

create or replace temp macro ordered_moment(text) as
    case
        when regexp_matches(text, '^[0-9]{1,2}[- ]*[A-Za-zÀ-ÿ]{3,}[- ]+[0-9]{2}(?: |$)')
            then try_strptime(worded_day(text), getvariable('short_worded_times'))
        when regexp_matches(text, '[A-Za-zÀ-ÿ]{3,}') then try_strptime(worded_day(text), getvariable('worded_times'))
        when regexp_matches(text, '^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}') then try_strptime(text, getvariable('ordered_times'))
        when regexp_matches(text, '^[0-9]{1,2}-[0-9]{1,2}-[0-9]{2}(?: |$)') then try_strptime(text, getvariable('short_times'))
        else try_strptime(text, getvariable('dashed_times'))
    end;

-- A list of one keeps the tidied text from being made again at each of its uses.
create or replace temp macro settled_moment(text) as
    list_transform([whole_hours(time_words(text))], lambda tidied: ordered_moment(tidied))[1] + next_day(text);

-- Without zones (zones.sql).
create or replace temp macro clock_moment(text) as settled_moment(text);

create or replace temp macro epoch_moment(text) as timezone(
    getvariable('shop_zone'),
    timezone('UTC', date_trunc('second', make_timestamp(case strlen(text) when 13 then text::bigint * 1000 else text::bigint * 1000000 end)))
);

create or replace temp macro odd_moment(text) as
    case
        when not regexp_full_match(text, getvariable('time')) then null
        when regexp_full_match(text, getvariable('epoch')) then
            case when getvariable('has_epochs') then epoch_moment(split_part(text, '.', 1)) end
        when regexp_full_match(text, '[3-7][0-9]{4}(?:[.][0-9]+)?') then
            timestamp '1899-12-30' + to_seconds(round(text::double * 86400)::bigint)
        else clock_moment(text)
    end;

create or replace temp macro moment(cell) as
    case
        when strlen(cell) < 5 then null
        when getvariable('time_formats') is not null then coalesce(try_strptime(tidy(cell), getvariable('time_formats')), usual_moment(cell))
        when usual_moment(cell) >= timestamp '1000-01-01' then usual_moment(cell)  -- 3/4/24 is no day of the year 3
        else coalesce(slashed_moment(cell), odd_moment(tidy(cell)))
    end;

-- Whether what a cell says is no day that a shop can have.
create or replace temp macro is_no_moment(cell, value) as
    case
        when value between timestamp '1990-01-01' and timestamp '2099-12-31 23:59:59' then false
        when cell = '0' then not getvariable('has_epochs')
        else is_given(cell)
    end
