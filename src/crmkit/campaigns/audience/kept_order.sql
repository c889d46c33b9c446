-- The members of an audience that was kept, in the order of its list. Reads the temporary tables reason_of and ranking.
-- grain: customer
with final as (
    select
        reason_of.customer_key,
        reason_of.arm,
        reason_of.reason,
        ranking.place
    from reason_of
    inner join ranking on ranking.customer_key = reason_of.customer_key
)

select * from final
