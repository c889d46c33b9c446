-- A staged file without repeated ids is the batch unchanged.
-- grain: platform + shop + order id
select
    shop_key,
    order_key,
    order_text,
    customer_key,
    identity,
    buyer_at,
    columns(lambda name: list_contains(getvariable('state'), name)),
    columns(lambda name: list_contains(getvariable('known'), name)),
    marks,
    case when part = 3 then 0 else coalesce(lines, 1) end as lines,
    coalesce(padded, false) as padded
from staged
