-- What the engine must know of cells to read them: blanks of every width and the marks that Excel and sellers leave, told
-- by comparisons of a few bytes before anything dearer is tried. Variables say what is settled for the file in hand.
set variable blanks = ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160) || chr(173) || chr(8203) || chr(8206)
    || chr(8207) || chr(8288) || chr(12288) || chr(65279);

-- Whether a text begins, or as a rule ends, with something that is no part of it; a needless yes does no harm.
create or replace temp macro is_wrapped(cell) as
    unicode(cell) between 0 and 39 or unicode(cell) = 96 or unicode(cell) between 160 and 12288 or unicode(cell) >= 65279
    or ends_with(cell, ' ') or ends_with(cell, chr(9));

create or replace temp macro bare(cell) as
    case when is_wrapped(cell) then rtrim(ltrim(cell, getvariable('blanks') || '''`'), getvariable('blanks')) else cell end;

-- A title as it is compared: blanks of any width or number inside are one.
create or replace temp macro one_title(cell) as
    case when contains(cell, '  ') or contains(cell, chr(12288)) or contains(cell, chr(160)) or contains(cell, chr(9))
            or contains(cell, chr(10))
        then regexp_replace(bare(cell), '[\s\x{a0}\x{3000}]+', ' ', 'g') else bare(cell) end;

-- Blanks of other widths at the end are dear to find; they are looked for where there are few texts.
create or replace temp macro ends_blank(cell) as regexp_matches(cell, '[\r\n\x{a0}\x{ad}\x{200b}\x{200e}\x{200f}\x{2060}\x{3000}\x{feff}]$');

-- A buyer's own mobile number: eleven digits, not part of a longer number, without the extension of a virtual one.
create or replace temp macro is_own_phone(numbers) as
    regexp_matches(numbers, '(^|[^0-9])(0|86|0086)?1[3-9][0-9]{9}([^0-9转#-]|$)');

create or replace temp macro own_phone(numbers) as
    regexp_extract(numbers, '(^|[^0-9])(0|86|0086)?(1[3-9][0-9]{9})([^0-9转#-]|$)', 3);

-- A buyer by the name the shop knows: e-mail without case, a phone without its country and its blanks, a number without the .0 of a
-- resaved sheet. Words for nobody, and numbers that a spreadsheet destroyed, are nobody. Each test stands behind one of a
-- few bytes, since nearly every buyer fails them all.
create or replace temp macro begins_as_number(nick) as unicode(nick) between 48 and 57 or unicode(nick) = 43;

create or replace temp macro is_nobody(nick) as
    case
        when begins_as_number(nick) then case
            when strlen(nick) <= 3 then nick in ('0', '0.0')
            when contains(nick, '+') then regexp_full_match(nick, '[0-9][.]?[0-9]*[eE][+][0-9]{1,3}')
            else false
        end
        -- one text, not a list: the engine would join every row with a list
        when strlen(nick) <= 12 then contains(
            '|null|nan|none|nil|n/a|#n/a|na|-|--|---|——|—|/|guest|guest user|anonymous|unknown|undefined|nobody|walk-in|walk in|匿名买家|匿名用户|匿名|游客'
            || '|访客|散客|未知|无|暂无|空|gast|ゲスト|invitado|ospite|visitor|noname|no name|',
            '|' || lower(nick) || '|'
        )
        else false
    end;

create or replace temp macro buyer_name(nick) as
    case
        when is_nobody(nick) then null
        when contains(nick, '@') then lower(nick)
        when begins_as_number(nick) then case
            when ends_with(nick, '.0') then case when regexp_full_match(nick, '[0-9]+[.]0') then substr(nick, 1, length(nick) - 2) else nick end
            when strlen(nick) between 12 and 20 then case
                when regexp_full_match(nick, '(?:(?:[+]|00)?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}')
                    then right(regexp_replace(nick, '[ -]', '', 'g'), 11)
                else nick
            end
            else nick
        end
        else nick
    end;

-- A bare text that stands for something: a courier, a mark, what became of a case. A longer one, or one with a number of many
-- digits in it, may be what somebody wrote, a parcel or a phone: it is not kept.
create or replace temp macro label(text) as
    case when strlen(text) <= 60 and not regexp_matches(text, '[0-9]{5}|^(?:(?i:null|none|nan|n/a)|-+|—+|无)?$') then text end;

-- The first of two names that somebody can be known by; a masked one only where there is no other.
create or replace temp macro own_name(nick) as
    case when nick = '' or contains(nick, '*') or is_nobody(nick) then null else nick end;

create or replace temp macro either_name(one, other) as
    coalesce(own_name(one), own_name(other), case when contains(one, '*') then one end, case when contains(other, '*') then other end);

-- An id as the platform gave it.
create or replace temp macro bare_id(cell) as
    case
        when unicode(cell) between 48 and 57 and not (ends_with(cell, ' ') or ends_with(cell, chr(9))) then cell
        when starts_with(cell, '="') and ends_with(cell, '"') then substr(cell, 3, strlen(cell) - 3)
        else rtrim(ltrim(cell, ' ''`='), chr(9) || ' ')
    end;

-- Whether an id that is no plain number has a form that only the strict reader can judge.
create or replace temp macro is_odd_id(id) as
    regexp_matches(
        id,
        '[\x00-\x20"'',;\x7f\x{a0}\x{ad}\x{200b}\x{200e}\x{200f}\x{2060}\x{3000}\x{feff}]|^[nN][oO][:：]|^[0-9]+[.]0$'
        || '|^(?:' || getvariable('missing') || ')$'
    );

-- A typed cell without wrapping and with ASCII digits and marks; whether it says something.
create or replace temp macro tidy(cell) as
    regexp_replace(translate(cell, getvariable('fold_from'), getvariable('fold_to')), getvariable('wrapping'), '', 'g');

-- What a refund status says: 2 the money went back, 3 a part of it did, 1 it did not, 0 nothing that can be told.
create or replace temp macro refund_verdict(text) as
    case
        when text is null or regexp_full_match(tidy(text), getvariable('missing')) then 1
        when regexp_matches(text, '部分|(?i:partial)') then 3
        when regexp_matches(text, '失败|关闭|取消|拒绝|撤销|没有|无售后|未|不成功|待|等待|中$|退款中|售后中|换货|维修|补寄|(?i:declin|reject|den[iy]|fail|unsuccess|void|withdr|cancel|close|pending|requested|processing|in process|none|no refund|not )') then
            case when regexp_matches(text, '退款成功|已退款|全额退款|退款完成') and not regexp_matches(text, '未退款|未成功|不成功') then 2 else 1 end
        when regexp_matches(text, '退款成功|已退款|全额退款|全部退款|退款完成|退货退款完成|(?i:refund|return)') then 2
        else 0
    end;

-- The same in a table of refund cases, where one that is done, and says no more, was paid.
create or replace temp macro case_verdict(text) as
    case
        when refund_verdict(text) = 0 and regexp_matches(text, '完成|成功|到账|(?i:\b(?:complet|succe|done|processed|settled|paid|finished))') then 2
        else refund_verdict(text)
    end
