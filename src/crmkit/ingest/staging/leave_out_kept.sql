-- Of two orders with one number the one that stays is whole: the later one leaves the target with its lines.
-- grain: platform + shop + order id
delete from target.kept.orders as kept
using disputed
where disputed.is_collision and disputed.is_ours
    and kept.order_key = disputed.order_key
    and kept.shop_key = disputed.shop_key
    and kept.order_text is not distinct from disputed.order_text;

delete from target.kept.order_lines as kept
using disputed
where disputed.is_collision and disputed.is_ours
    and kept.order_key = disputed.order_key
    and kept.shop_key = disputed.shop_key
    and kept.order_text is not distinct from disputed.order_text
