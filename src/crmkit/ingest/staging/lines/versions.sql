-- The rows that say of an order line, by the platform's number of it, what a newer row of the file says again: all but the newest of
-- each line. Rows of money that went back are no lines.
-- grain: one row of the staged table ($place)
create or replace temp table older_versions as
with repeated as (
    select hash(order_key, line_id) as line_digest
    from staged
    where part in (0, 3) and line_id is not null
    group by line_digest
    having count(*) > 1
),

turns as (
    select
        place,
        lines,
        part,
        row_number() over (
            partition by shop_key, order_key, order_text, line_id
            order by line_state(refund, status, net, status_at) desc, place
        ) as turn
    from staged
    semi join repeated on repeated.line_digest = hash(staged.order_key, staged.line_id)
    where part in (0, 3) and line_id is not null
),

final as (
    select place, coalesce(lines, 1) as lines, part
    from turns
    where turn > 1
)

select * from final
