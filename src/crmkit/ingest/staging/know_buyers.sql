-- How new the files are that name the buyers of orders which the store knew already.
-- grain: platform + shop + order id of the batch
update target.kept.orders as kept
set buyer_at = batch.buyer_at
from batch
where kept.order_key = batch.order_key
    and kept.shop_key = batch.shop_key
    and kept.order_text is not distinct from batch.order_text
    and kept.customer_key = batch.customer_key
    and (kept.buyer_at is null or kept.buyer_at < batch.buyer_at)
