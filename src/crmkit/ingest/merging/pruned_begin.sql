-- When something happened to the orders of the files of one load, and which customers' facts are from before: nothing yet.
-- grain: row of a file; customer
create or replace temp table pruned_days (
    shop_key bigint not null,
    order_key bigint not null,
    order_text varchar,
    happened_at timestamp,
    customer_key ubigint
);

create or replace temp table pruned_facts (
    customer_key ubigint not null
)
