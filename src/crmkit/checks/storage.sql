-- Every row of every table with a digest over all its columns: the engine reads, and proves, every block that holds them.
-- grain: table
with final as (
    select 'meta' as name, count(*) as rows, bit_xor(hash(meta)) as digest from kept.meta as meta
    union all
    select 'shops', count(*), bit_xor(hash(shops)) from kept.shops as shops
    union all
    select 'files', count(*), bit_xor(hash(files)) from kept.files as files
    union all
    select 'orders', count(*), bit_xor(hash(orders)) from kept.orders as orders
    union all
    select 'customers', count(*), bit_xor(hash(customers)) from kept.customers as customers
    union all
    select 'customer_facts', count(*), bit_xor(hash(customer_facts)) from kept.customer_facts as customer_facts
    union all
    select 'order_lines', count(*), bit_xor(hash(order_lines)) from kept.order_lines as order_lines
    union all
    select 'refunds', count(*), bit_xor(hash(refunds)) from kept.refunds as refunds
    union all
    select 'rejects', count(*), bit_xor(hash(rejects)) from kept.rejects as rejects
    union all
    select 'findings', count(*), bit_xor(hash(findings)) from kept.findings as findings
    union all
    select 'tombstones', count(*), bit_xor(hash(tombstones)) from kept.tombstones as tombstones
)

select * from final
