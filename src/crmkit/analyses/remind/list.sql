-- The first $most of the customers to remind: those with a rhythm of their own first; then the nearer the expected day
-- to the day of the answer, before or after it, the earlier; of equals the bigger spender.
-- grain: customer
with final as (
    select
        customers.customer,
        reminded.product_key,
        reminded.last_purchase_on,
        reminded.expected_from,
        reminded.expected_to,
        reminded.expected_on,
        reminded.days_late,
        reminded.basis,
        reminded.fen,
        reminded.purchase_days,
        reminded.cycle_days,
        reminded.intervals,
        reminded.own_days,
        reminded.customer_key
    from reminded
    inner join customers on reminded.customer_key = customers.customer_key
)

select
    customer,
    product_key,
    last_purchase_on,
    expected_from,
    expected_to,
    expected_on,
    days_late,
    basis,
    fen,
    purchase_days,
    cycle_days,
    intervals,
    own_days
from final
order by basis = 'own' desc, abs(days_late) asc, fen desc, customer asc, customer_key asc
limit $most
