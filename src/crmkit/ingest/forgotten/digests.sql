-- What stands for a person, an order or a line that was forgotten: digests under the two keys of the store (the variables
-- outer_key and inner_key), so that nobody without them can tell whose they are. '~!' begins the number of such an order.
create or replace temp macro keyed_digest(kind, text) as
    sha256(getvariable('outer_key') || sha256(getvariable('inner_key') || 'forgotten ' || kind || chr(31) || text));

create or replace temp macro person_digest(customer_key) as keyed_digest('person', customer_key::varchar);

create or replace temp macro order_digest(shop_key, order_key, order_text) as
    keyed_digest('order', shop_key || '|' || coalesce(order_text, order_key::varchar));

create or replace temp macro hidden_order(shop_key, order_key, order_text) as
    case
        when order_text is null and order_key = 0 or starts_with(order_text, '~!') then order_text
        else '~!' || substr(order_digest(shop_key, order_key, order_text), 1, 24)
    end;

create or replace temp macro hidden_order_key(shop_key, order_key, order_text) as
    coalesce(text_key(hidden_order(shop_key, order_key, order_text)), order_key);

create or replace temp macro hidden_number(shop_key, number) as
    '!' || substr(keyed_digest('number', shop_key || '|' || number), 1, 24);

-- A line is known by its content ('~'), by its number behind that of its order, or by its number.
create or replace temp macro hidden_line(shop_key, order_key, order_text, line_key, line_text) as
    case
        when starts_with(line_text, '~') then '~' || hidden_number(shop_key, line_key || '|' || line_text)
        when starts_with(line_text, coalesce(order_text, order_key::varchar) || '/')
            then hidden_order(shop_key, order_key, order_text) || '/'
                || hidden_number(shop_key, substr(line_text, length(coalesce(order_text, order_key::varchar)) + 2))
        else hidden_number(shop_key, line_text)
    end;

-- What was placed of a return has '>' before its text and its turn behind it: both stay.
create or replace temp macro hidden_refund(shop_key, refund_text) as
    case
        when starts_with(refund_text, '>')
            then regexp_extract(refund_text, '^>+') || '~'
                || hidden_number(shop_key, regexp_extract(refund_text, '^>+(.*)>[0-9]+$', 1)) || regexp_extract(refund_text, '>[0-9]+$')
        else '~' || hidden_number(shop_key, refund_text)
    end;
