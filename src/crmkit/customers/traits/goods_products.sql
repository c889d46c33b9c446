-- A small number for every product bought up to a day ($as_of), in the order of their names. An order of several kinds
-- lists their titles with this comma between them: that is no product.
-- grain: product
with named as (
    select title as product
    from qualifying_orders
    where title is not null and instr(title, '，') = 0 and customer_key is not null and purchase_day <= $as_of
    union
    select title as product
    from order_items
    where title is not null and customer_key is not null and purchase_day <= $as_of
),

final as (
    select
        product,
        cast(row_number() over (order by product) as integer) as product_key
    from named
)

select * from final
