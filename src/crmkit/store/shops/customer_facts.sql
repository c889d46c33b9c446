-- What customer tables say of all customers in a table of the shops that were asked for; of a table without a shop, of those who
-- ordered there.
-- grain: one customer of a customer table
with final as (
    select *
    from whole.customer_facts
    where file_key in (select file_key from kept.files)
        or (
            customer_key in (select customer_key from kept.customers)
            and file_key in (select file_key from whole.files where shop = '')
        )
)

select * from final
