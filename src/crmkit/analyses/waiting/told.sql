-- Of how many shops it is known what was left unpaid and what was shipped, and whether a report of refunds is there. Reads
-- the temporary table ``waiting_shops``.
-- grain: one row
with final as (
    select
        count(*) as shops,
        cast(coalesce(sum(tells_state), 0) as bigint) as tell_state,
        cast(coalesce(sum(tells_unpaid), 0) as bigint) as tell_unpaid,
        cast(coalesce(sum(case when tells_state = 1 then tells_shipping else 0 end), 0) as bigint) as tell_shipping,
        (select count(*) from loaded_files where kind = 'refunds') > 0 as has_refunds
    from waiting_shops
)

select * from final
