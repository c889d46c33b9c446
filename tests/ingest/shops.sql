-- Shops in the store.
select platform, shop from kept.shops order by all
