-- Item lines of item tables whose order is in no file of any shop: they are in no figure.
-- The files of this load ($files) are not entered yet.
-- grain: one row
with item_files as (
    select file_key from target.kept.files where kind = 'items'
    union all
    select unnest($files::integer[])
),

final as (
    select
        count(*) as rows,
        sum(lines.net + coalesce(lines.refund, 0))::decimal(38, 2) as amount
    from target.kept.order_lines as lines
    semi join item_files on item_files.file_key = lines.file_key
    anti join target.kept.orders as orders
        on orders.order_key = lines.order_key
        and orders.order_text is not distinct from lines.order_text
    where lines.marks % 2 = 0
)

select * from final
