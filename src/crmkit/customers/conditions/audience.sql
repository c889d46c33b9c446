-- The customers that the answer counts.
-- grain: customer of the audience
with final as (
    select customer_key
    from audience
)

select * from final
order by customer_key
