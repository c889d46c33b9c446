-- Identified buyers and who is in a customer list, each with what was bought. A name is masked here, before it is copied,
-- by the rule of every other answer: $one is the pattern of a character as people see it.
-- grain: customer
with buyers as (
    select
        *,
        regexp_extract_all(customer, $one, 0, 's') as seen
    from numbered_customers
),

bought as (
    select
        customer_key,
        min(purchase_day) as first_purchase_on,
        max(purchase_day) as last_purchase_on,
        sum(orders) as purchases,
        count(*) as purchase_days,
        sum(net) as net_spend
    from purchases
    group by customer_key
),

final as (
    select
        buyers.customer_no,
        case
            when $reveal then buyers.customer
            when len(seen) = 0 or list_distinct(seen[2:]) = ['*'] then buyers.customer
            when len(seen) < 3 then '**'
            when list_distinct(seen[2:-2]) = ['*'] then buyers.customer
            else seen[1] || '***' || seen[-1]
        end as customer,
        buyers.identity as identified_by,
        bought.first_purchase_on,
        bought.last_purchase_on,
        cast(coalesce(bought.purchases, 0) as bigint) as purchases,
        coalesce(bought.purchase_days, 0) as purchase_days,
        cast(coalesce(bought.net_spend, 0) as decimal(18, 2)) as net_spend,
        facts.gender,
        facts.level as member_level
    from buyers
    left join bought on bought.customer_key = buyers.customer_key
    left join customer_facts as facts on facts.customer_key = buyers.customer_key
)

select * from final
order by customer_no
