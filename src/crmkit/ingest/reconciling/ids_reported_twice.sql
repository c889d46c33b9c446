-- Orders whose number a spreadsheet destroyed, that another file most likely has with their number: the same buyer,
-- second and money. Both count.
-- grain: one row
with destroyed as (
    select *, coalesce(created_at, paid_at) as dated_at
    from target.kept.orders
    where marks % 2 = 1
),

final as (
    select
        count(*) as rows,
        sum(destroyed.net)::decimal(38, 2) as amount
    from destroyed
    semi join target.kept.orders as sound
        on coalesce(sound.created_at, sound.paid_at) = destroyed.dated_at
        and sound.customer_key is not distinct from destroyed.customer_key
        and sound.net + sound.refund = destroyed.net + destroyed.refund
        and sound.marks % 2 = 0
)

select * from final
