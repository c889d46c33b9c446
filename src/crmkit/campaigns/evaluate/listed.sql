-- Everybody of both groups by name with what they did, those on the list first, who brought most before the others.
-- grain: customer of a group
with final as (
    select
        customers.customer,
        members.arm,
        members.purchase_days,
        members.net_fen,
        members.refund_fen
    from evaluate_members as members
    inner join customers on members.customer_key = customers.customer_key
)

select * from final
order by arm desc, net_fen desc, purchase_days desc, customer
