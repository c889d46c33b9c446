-- The tables of a store. No primary keys: MERGE with a deduplicated batch keeps rows unique at a third of the cost.
create table meta (
    name varchar not null,
    value varchar not null
);

-- grain: one shop on one platform
create table shops (
    shop_key bigint not null,
    platform varchar not null,
    shop varchar not null
);

-- grain: one loaded file
create table files (
    file_key integer not null,
    sha256 varchar not null,
    size bigint not null,
    name varchar not null,
    shop varchar not null,
    kind varchar not null,
    dialect varchar not null,
    encoding varchar not null,
    basis varchar not null,
    physical_lines bigint not null,
    title_lines bigint not null,
    header_lines bigint not null,
    blank_lines bigint not null,
    total_lines bigint not null,
    loaded_lines bigint not null,
    padded_lines bigint not null,
    unchanged_lines bigint not null,
    older_lines bigint not null,
    quarantined_lines bigint not null,
    records bigint not null,
    net_total decimal(38, 2) not null,
    first_day date,
    last_day date,
    loaded_at timestamp,
    version varchar not null
);

-- grain: platform + shop + order id. order_key is the id itself when it is a plain number, else a negative
-- digest of order_text. status, due, net, refund, status_at and status_raw travel together (the newest state
-- of the order); every other column is a fact that only becomes known.
create table orders (
    shop_key bigint not null,
    order_key bigint not null,
    order_text varchar,
    customer_key ubigint,
    identity utinyint not null,
    created_at timestamp,
    paid_at timestamp,
    shipped_at timestamp,
    received_at timestamp,
    status utinyint not null,
    status_raw varchar,
    status_at timestamp,
    due decimal(18, 2),
    net decimal(18, 2) not null,
    refund decimal(18, 2) not null,
    refund_reported decimal(18, 2),
    quantity integer,
    title varchar,
    province varchar,
    city varchar,
    channel varchar,
    marks utinyint not null,
    file_key integer not null
);

-- grain: one customer
create table customers (
    customer_key ubigint not null,
    identity utinyint not null,
    nick varchar,
    first_order_key bigint not null,
    first_order_text varchar
);

-- grain: one customer of a customer table
create table customer_facts (
    customer_key ubigint not null,
    nick varchar not null,
    gender varchar,
    birthday date,
    level varchar,
    province varchar,
    city varchar,
    file_key integer not null
);

-- grain: one item line of an order
create table order_lines (
    shop_key bigint not null,
    line_key bigint not null,
    line_text varchar not null,
    order_key bigint not null,
    order_text varchar,
    title varchar,
    sku varchar,
    attributes varchar,
    quantity integer,
    list_price decimal(18, 2),
    net decimal(18, 2),
    refund decimal(18, 2),
    status utinyint not null,
    status_at timestamp,
    marks utinyint not null,
    file_key integer not null
);

-- grain: one refund case
create table refunds (
    shop_key bigint not null,
    refund_key bigint not null,
    refund_text varchar,
    order_key bigint not null,
    order_text varchar,
    amount decimal(18, 2) not null,
    status utinyint not null,
    applied_at timestamp,
    finished_at timestamp,
    reason varchar,
    title varchar,
    marks utinyint not null,
    file_key integer not null
);

-- grain: one quarantined line; its bytes are not here but in a side file only the owner can read
create table rejects (
    file_key integer not null,
    line bigint not null,
    lines integer not null,
    reason varchar not null,
    column_name varchar,
    digest varchar not null
);
