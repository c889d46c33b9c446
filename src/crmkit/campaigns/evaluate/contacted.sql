-- Who was written to by anybody from $start to $last, by the contacts or by another list (the temporary table
-- evaluate_others).
-- grain: customer
with final as (
    select customer_key
    from contacts
    where sent_on between $start and $last and status in ('sent', 'delivered') and coalesce(arm, '') <> 'holdout'
    union
    select customer_key from evaluate_others
)

select * from final
