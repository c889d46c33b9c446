-- What the orders of each shop can tell: whether any has a state, whether any was left unpaid, whether any was shipped.
-- grain: shop
with final as (
    select
        shop_key,
        max(case when status > 0 then 1 else 0 end) as tells_state,
        max(case when status in (1, 5) then 1 else 0 end) as tells_unpaid,
        max(case when status in (3, 4) or shipped_at is not null then 1 else 0 end) as tells_shipping
    from seen_orders
    group by shop_key
)

select * from final
