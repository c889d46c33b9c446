-- Tell each order how much its refund cases returned; a destroyed order id never joins (marks). A case tells of the same
-- money as the order's own refund, but what a return that names no order took off is more than that ('>>' in its text).
update target.kept.orders as orders
set refund_reported = null
where refund_reported is not null
    and row(shop_key, order_key, coalesce(order_text, '')) not in (
        select row(shop_key, order_key, coalesce(order_text, ''))
        from target.kept.refunds
        where status = 2 and marks = 0
    );

update target.kept.orders as orders
set refund_reported = case when spread > 0 then greatest(orders.refund, named) + spread else named end
from (
    select
        shop_key,
        order_key,
        order_text,
        coalesce(sum(amount) filter (where not starts_with(refund_text, '>>')), 0)::decimal(18, 2) as named,
        coalesce(sum(amount) filter (where starts_with(refund_text, '>>')), 0)::decimal(18, 2) as spread
    from target.kept.refunds
    where status = 2 and marks = 0
    group by shop_key, order_key, order_text
) as returned
where orders.order_key = returned.order_key
    and orders.shop_key = returned.shop_key
    and orders.order_text is not distinct from returned.order_text
    and orders.marks % 2 = 0
    and orders.refund_reported is distinct from case when spread > 0 then greatest(orders.refund, named) + spread else named end;

-- An order that tells of no refund, and whose amount is less than what was due by just what its cases gave back, has told what
-- was left (mark 32): nothing more is taken off. Its file lacks the column of refunds.
update target.kept.orders
set marks = xor(marks, 32::utinyint)
where (refund_reported is not null or (marks & 32) > 0)
    and ((marks & 32) > 0) <> coalesce(refund = 0 and net > 0 and refund_reported > 0 and refund_reported = due - net, false)
