-- What the columns of a refund case say beside its money: words of ours where they are known, else the label of the file. Of two
-- versions the greater stays, so the word of a later moment is the greater: no < yes, not_received < received < returned,
-- not_sent < sent.
create or replace temp macro need_return(label) as
    case
        when regexp_matches(label, '^(?:否|(?i:no))$|无需|无须|不需|不用|不退货|仅退款|补寄|(?i:refund only|without return)') then 'no'
        when regexp_matches(label, '^(?:是|(?i:yes))$|退货|换货|维修|(?i:return|exchange)') then 'yes'
        else label
    end;

create or replace temp macro goods_state(label) as
    case
        when regexp_matches(label, '已退货|已退回|已寄回|(?i:returned)') then 'returned'
        when regexp_matches(label, '未收到|未签收|(?i:not (?:yet )?received)') then 'not_received'
        when regexp_matches(label, '已收到|已签收|(?i:received)') then 'received'
        when regexp_matches(label, '未发货|待发货|(?i:not (?:yet )?(?:sent|shipped))') then 'not_sent'
        when regexp_matches(label, '已发货|(?i:shipped)') then 'sent'
        else label
    end;

create or replace temp macro cs_involved(label) as
    case
        when regexp_matches(label, '^(?:否|(?i:no))$|未介入|未申请|无需|不需|没有') then 'no'
        when regexp_matches(label, '^(?:是|(?i:yes))$|介入|仲裁|客服') then 'yes'
        else label
    end;

create or replace temp macro liable(label) as
    case
        when regexp_matches(label, '非|无责') then label
        when regexp_matches(label, '双方|(?:卖家|商家).*(?:买家|用户)|(?:买家|用户).*(?:卖家|商家)') then 'both'
        when regexp_matches(label, '卖家|商家|(?i:seller|merchant)') then 'seller'
        when regexp_matches(label, '买家|用户|消费者|(?i:buyer|customer)') then 'buyer'
        when regexp_matches(label, '物流|快递|(?i:courier|carrier)') then 'courier'
        when regexp_matches(label, '平台|(?i:platform)') then 'platform'
        else label
    end;

create or replace temp macro phase(label) as
    case
        when contains(label, '售中') then 'in_sale'
        when contains(label, '售后') then 'after_sale'
        else label
    end
