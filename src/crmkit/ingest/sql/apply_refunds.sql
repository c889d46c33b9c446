-- Tell each order how much its refund cases returned; a destroyed order id never joins (marks).
update target.kept.orders as orders
set refund_reported = returned.amount
from (
    select shop_key, order_key, order_text, sum(amount)::decimal(18, 2) as amount
    from target.kept.refunds
    where status = 2 and marks = 0
    group by shop_key, order_key, order_text
) as returned
where orders.order_key = returned.order_key
    and orders.shop_key = returned.shop_key
    and orders.order_text is not distinct from returned.order_text
    and orders.marks % 2 = 0
    and orders.refund_reported is distinct from returned.amount
