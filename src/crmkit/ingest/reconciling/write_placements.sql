-- What each return took off an order, as a refund case that succeeded (2); what is left of it as one that has no order (4); one
-- that a refund case of the order has, too, takes nothing (5). The text begins with '>', and with '>>' where the return
-- does not name the order.
-- grain: one part of a return
insert into target.kept.refunds by name
with placed as (
    select
        unnest($shops::bigint[]) as shop_key,
        unnest($keys::bigint[]) as order_key,
        unnest($texts::varchar[]) as order_text,
        unnest($causes::varchar[]) as cause,
        unnest($fens::bigint[]) as fen,
        unnest($statuses::utinyint[]) as status,
        unnest($times::timestamp[]) as finished_at,
        unnest($customers::ubigint[]) as customer_key,
        unnest($files::integer[]) as file_key,
        unnest($currencies::varchar[]) as currency
),

numbered as (
    select
        *,
        cause || '>' || row_number() over (partition by shop_key, cause order by status, order_key, order_text) as refund_text
    from placed
)

select
    shop_key,
    -1 - (hash(refund_text) >> 1)::bigint as refund_key,
    refund_text,
    order_key,
    order_text,
    (fen::decimal(18, 0) * 0.01::decimal(3, 2))::decimal(18, 2) as amount,
    status,
    finished_at as applied_at,
    finished_at,
    customer_key,
    0::utinyint as marks,
    file_key,
    currency
from numbered
