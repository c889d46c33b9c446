-- What customer tables say of customers; has_history: the table has a purchase, in these data or not.
-- grain: one customer of a customer table
with final as (
    select
        customer_key,
        nick,
        gender,
        birthday,
        coalesce(birth_day, strftime(birthday, '%m-%d')) as birth_day,
        level,
        province,
        city,
        first_at,
        last_at,
        orders,
        total,
        first_at is not null or last_at is not null or coalesce(orders > 0, false) or coalesce(total > 0, false) as has_history
    from kept.customer_facts
)

select * from final
