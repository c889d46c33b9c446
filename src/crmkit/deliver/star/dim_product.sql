-- What lines and orders name: a title with a merchant's code, where there is one.
-- grain: title + merchant's code
with final as (
    select distinct
        case
            when title is not null or sku is not null
                then substr(sha256(concat_ws(' ', $key, 'product', coalesce(sku, ''), coalesce(title, ''))), 1, 16)
        end as product_key,
        title as product,
        sku
    from star_lines
    where title is not null or sku is not null
)

select * from final
