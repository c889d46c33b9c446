-- Whom and which orders of the files of one load the store has forgotten: nobody yet.
-- grain: customer; order
create or replace temp table forgotten_people (
    customer_key ubigint not null,
    takes_orders boolean not null
);

create or replace temp table forgotten_orders (
    shop_key bigint not null,
    order_key bigint not null,
    order_text varchar,
    takes_orders boolean not null,
    is_new boolean not null
)
