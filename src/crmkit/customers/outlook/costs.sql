-- Unit costs as given ($products, $costs in hundredths of a fen).
-- grain: product
with final as (
    select
        unnest($products::varchar[]) as product,
        unnest($costs::bigint[]) as cost
)

select * from final
