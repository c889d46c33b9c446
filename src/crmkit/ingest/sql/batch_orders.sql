-- A staged file without repeated ids is the batch as it stands.
-- grain: platform + shop + order id
select
    shop_key,
    order_key,
    order_text,
    customer_key,
    identity,
    created_at,
    paid_at,
    shipped_at,
    received_at,
    status,
    status_raw,
    status_at,
    due,
    net,
    refund,
    quantity,
    title,
    province,
    city,
    channel,
    marks,
    coalesce(lines, 1) as lines,
    coalesce(padded, false) as padded
from staged
