-- What the engine must know of cells to read them: blanks of every width and the marks that Excel and sellers leave, found
-- by comparisons of a few bytes before anything dearer is tried. Variables say what is settled for the current file.
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

-- Blanks of other widths at the end are slow to find; they are looked for where there are few texts.
create or replace temp macro ends_blank(cell) as regexp_matches(cell, '[\r\n\x{a0}\x{ad}\x{200b}\x{200e}\x{200f}\x{2060}\x{3000}\x{feff}]$');

-- A buyer's own mobile number: eleven digits, not part of a longer number, without the extension of a virtual one.
create or replace temp macro is_own_phone(numbers) as
    regexp_matches(numbers, '(^|[^0-9])(0|86|0086)?1[3-9][0-9]{9}([^0-9转#-]|$)');

create or replace temp macro own_phone(numbers) as
    regexp_extract(numbers, '(^|[^0-9])(0|86|0086)?(1[3-9][0-9]{9})([^0-9转#-]|$)', 3);

-- Newer exports have recipient and phone in front of an address. They are asked where nothing better says who bought.
create or replace temp macro is_composite(address) as
    case when contains(address, '，') then regexp_matches(address, '^[^ ，]{1,32}，[0-9*+-]{0,24}，') else false end;

create or replace temp macro recipient_of(receiver, address) as
    case when is_composite(address) then split_part(address, '，', 1) else receiver end;

create or replace temp macro place_of(address) as
    case when is_composite(address) then ltrim(split_part(address, '，', 3)) else address end;

create or replace temp macro numbers_of(mobile, phone, address) as
    concat_ws('/', mobile, phone, case when is_composite(address) then split_part(address, '，', 2) end);

create or replace temp macro is_full_address(recipient, place) as
    strlen(recipient) > 0 and strlen(place) > 24 and not contains(recipient, '*') and not contains(place, '*');

-- A buyer by the name the shop knows: e-mail without case, a phone without its country and its blanks, a number without the .0 of a
-- resaved sheet. Each test stands behind one of a few bytes, since nearly every buyer fails them all.
create or replace temp macro begins_as_number(nick) as unicode(nick) between 48 and 57 or unicode(nick) = 43;

create or replace temp macro is_unidentified(nick) as regexp_full_match(nick, getvariable('nobody'));

create or replace temp macro buyer_name(nick) as
    case
        when is_unidentified(nick) then null
        when contains(nick, '@') then lower(nick)
        when begins_as_number(nick) or unicode(nick) = 40 then case
            when ends_with(nick, '.0') then case when regexp_full_match(nick, '[0-9]+[.]0') then substr(nick, 1, length(nick) - 2) else nick end
            when strlen(nick) between 12 and 20 then case
                when regexp_full_match(nick, '[(]?(?:(?:[+]|00)?86[)]?[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}')
                    then right(regexp_replace(nick, '[() -]', '', 'g'), 11)
                when regexp_full_match(nick, '(?:[+]?1[-. ]?)?(?:[(][2-9][0-9]{2}[)] ?|[2-9][0-9]{2}[-. ])[0-9]{3}[-. ][0-9]{4}|[+]1[2-9][0-9]{9}')
                    then right(regexp_replace(nick, '[^0-9]', '', 'g'), 10)
                when starts_with(nick, '+') then '+' || regexp_replace(nick, '[^0-9]', '', 'g')
                else nick
            end
            else nick
        end
        else nick
    end;

-- A bare text that stands for something: a courier, a mark, what became of a case. A longer one, or one with a number of many
-- digits in it, may be a note, a parcel or a phone: it is not kept.
create or replace temp macro label(text) as
    case when strlen(text) <= 60 and not regexp_matches(text, '[0-9]{5}|^(?:(?i:null|none|nan|n/a)|-+|—+|无)?$') then text end;

-- The first of two names that identify a buyer; a masked one only where there is no other.
create or replace temp macro own_name(nick) as
    case when nick = '' or contains(nick, '*') or is_unidentified(nick) then null else nick end;

create or replace temp macro either_name(one, other) as
    case
        when other is null then one
        else coalesce(own_name(one), own_name(other), case when contains(one, '*') then one end, case when contains(other, '*') then other end)
    end;

-- An id as the platform gave it.
create or replace temp macro bare_id(cell) as
    case
        when unicode(cell) between 48 and 57 and not (ends_with(cell, ' ') or ends_with(cell, chr(9))) then cell
        when starts_with(cell, '="') and ends_with(cell, '"') then substr(cell, 3, strlen(cell) - 3)
        else rtrim(ltrim(cell, ' ''`='), chr(9) || ' ')
    end;

-- Whether an id that is no plain number has a form that only the strict reader checks.
create or replace temp macro is_odd_id(id) as
    regexp_matches(
        id,
        '[\x00-\x20"'',;\x7f\x{a0}\x{ad}\x{200b}\x{200e}\x{200f}\x{2060}\x{3000}\x{feff}]|^[nN][oO][:：]|^[0-9]+[.]0$'
        || '|^(?:' || getvariable('missing') || ')$'
    );

-- A typed cell without wrapping and with ASCII digits and marks; whether it says something.
create or replace temp macro tidy(cell) as
    regexp_replace(translate(cell, getvariable('fold_from'), getvariable('fold_to')), getvariable('wrapping'), '', 'g');

-- A currency that a column names.
create or replace temp macro currency_name(cell) as
    case when not regexp_full_match(tidy(cell), getvariable('missing')) then nullif(upper(bare(cell)), '') end;

-- Without what it says of goods: "Refunded, item not returned" was refunded.
create or replace temp macro without_goods(text) as
    case
        when contains(lower(text), 'not ')
            then regexp_replace(
                text,
                '(?i:(?:item|good|product|parcel|order)s? (?:was |were )?not (?:yet )?(?:returned|sent back)|not (?:yet )?(?:received|delivered|shipped))',
                '',
                'g'
            )
        else text
    end;

-- What a refund status says: 1 nothing went back, 2 the money did, 3 a part of it, 4 it is not decided yet, 5 after-sale is done
-- with an unknown outcome, 0 nothing that is known. A refund that is done wins over every other word.
create or replace temp macro is_paid_back(text) as
    regexp_matches(text, '退款成功|已退款|已全额退款|退款完成|退货成功|已退货|(?i:refunded|(?:refund|return)[-_ ]?(?:was )?(?:complet|success|succeed|issued|paid|done)|returned)')
    and not regexp_matches(without_goods(text), '未退款|未成功|不成功|待退款|后撤[销回]|(?i:not |un-?refunded|non-?refunded|unsuccess|to be |will be |revers)');

create or replace temp macro is_after_sale_open(text) as
    regexp_matches(text, '等待|待(?:卖家|商家|买家|平台|客服|处理|审核|退|寄|确认|同意)|申请|处理|协商|同意|介入|仲裁|纠纷|锁定|冻结|暂停|(?:退款|退货|售后|进行|审核)中|(?i:appl(?:y|ied)|pending|await|waiting|request|process|in[-_ ]?progress|review|approv|accepted|authori[sz]ed|initiat|disput|open|to be |will be )');

create or replace temp macro is_part(text) as
    regexp_matches(text, '部分|价保|保价|差价|退(?:运费|邮费)|[(（](?:运费|邮费)|小额|少发|漏发|[0-9] ?[件元块]|[¥￥$€£] ?[0-9]|(?i:partial|in part|partly|[0-9] of [0-9]|[0-9] (?:item|line|product|piece)|refunded (?:the )?(?:shipping|postage)|(?:shipping|postage)(?: fee| cost)? refund)|(?:^|[^0-9])[0-9]{1,2}(?:[.][0-9]+)? ?%|(?:^|[^0-9/])[0-9]{1,2}/[0-9]{1,2}(?:[^0-9/]|$)|(?i:refund(?:ed)?:?) [0-9]+[.,][0-9]{1,2}(?:[^0-9.]|$)');

create or replace temp macro is_refused(text) as
    regexp_matches(text, '失败|关闭|取消|拒绝|驳回|撤销|撤回|没有|无|未|不|(?i:declin|reject|den[iy]|fail|unsuccess|void|withdr|revok|revers|cancel|close|\bno(?:ne|t)?\b)');

-- A refund of goods that were not sent, or need not be sent back, is one all the same.
create or replace temp macro is_harmless(text) as
    regexp_matches(text, '未(?:发货|收货|签收|收到货)|超时未处理|无(?:需|须)退货|不退货|无理由|无物流');

create or replace temp macro without_harmless(text) as
    regexp_replace(text, '未(?:发货|收货|签收|收到货)|超时未处理|无(?:需|须)退货|不退货|无理由|无物流', '', 'g');

create or replace temp macro refund_verdict(text) as
    case
        when text is null or text = '' or text = '-' then 1
        when regexp_full_match(tidy(text), getvariable('missing')) then 1
        when is_paid_back(text) then case when is_part(text) then 3 else 2 end
        when contains(text, '等待') then 4
        when case when is_refused(text) then case when is_harmless(text) then is_refused(without_harmless(text)) else true end end then 1
        when is_after_sale_open(text) then 4
        when is_part(text) then 3
        when regexp_matches(text, '(?i:refundable|returnable|eligib|(?:refund|return)s? (?:window|period)|return by|days? return|(?:refund|return) expired)') then 1
        when regexp_matches(text, '换货|维修|补寄|补发|(?i:exchang|replac|repair|resen[dt])') then 1
        when regexp_matches(text, '全额退款|全部退款') then 2
        when regexp_full_match(text, '(?i:(?:full|fully|total|whole|complete|entire)?[ _-]*(?:refund|return)s?(?:[ _/&+,(-]*(?:and|only|full|total|all|refund|return)s?\)?)*)') then 2
        when regexp_matches(text, '完成|成功|结束|(?i:complet|succe|done|finish)') then 5
        else 0
    end;

-- The same in a table of refund cases, where one that is done or granted, and says no more, was paid.
create or replace temp macro case_verdict(text) as
    case
        when regexp_full_match(text, '(?i:(?:refund )?(?:approved|processed)|ok|paid out)|已?同意|已打款|审核通过|已通过') then 2
        when refund_verdict(text) in (0, 5) and regexp_matches(text, '完成|成功|到账|(?i:\b(?:complet|succe|done|processed|settled|paid|finished))') then 2
        else refund_verdict(text)
    end
