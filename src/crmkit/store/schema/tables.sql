-- The tables of a store, as a new one gets them; an older store is brought up to them by the files of upgrades. No primary
-- keys: MERGE with a deduplicated batch keeps rows unique at a third of the cost.
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

-- grain: one loaded file. said is how the caller said that it is to be read: the same bytes read by other rules are another
-- file. tells_refunds is whether a column of it has refunds. name has its folder in front; of where that lay on the owner's
-- machine there is only place, a digest of the path as it was typed.
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
    version varchar not null,
    follow_up_lines bigint default 0,
    never_paid_lines bigint default 0,
    skipped_lines bigint default 0,
    said varchar default '',
    platform varchar,
    tells_refunds boolean,
    place varchar,
    forgotten_lines bigint default 0
);

-- grain: platform + shop + order id. order_key is the id itself when it is a plain number, else a negative
-- digest of order_text. status, due, net, refund, status_at and status_raw travel together (the newest state
-- of the order), currency is what money that is in (yuan where none is named), doubts what of it is left open (the view of that
-- name has the words); every other column is a fact that only becomes known. postage is what the buyer was to pay for delivery,
-- in an order that was paid; memo_mark the colour or tag beside the seller's memo, never the memo; buyer_at how far the file
-- reaches that names the buyer.
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
    file_key integer not null,
    buyer_at timestamp,
    currency varchar,
    doubts utinyint,
    promised_at timestamp,
    courier varchar,
    postage decimal(18, 2),
    points_paid integer,
    points_back integer,
    memo_mark varchar
);

-- grain: one customer
create table customers (
    customer_key ubigint not null,
    identity utinyint not null,
    nick varchar,
    first_order_key bigint not null,
    first_order_text varchar
);

-- grain: one customer of a customer table. A proof is the day and rank of the version that its facts are of; '+' is older than
-- any that proves its day.
create table customer_facts (
    customer_key ubigint not null,
    nick varchar not null,
    gender varchar,
    birthday date,
    level varchar,
    province varchar,
    city varchar,
    file_key integer not null,
    birth_day varchar,
    first_at timestamp,
    last_at timestamp,
    orders integer,
    total decimal(18, 2),
    gender_proof varchar default '+',
    birthday_proof varchar default '+',
    level_proof varchar default '+',
    place_proof varchar default '+',
    history_proof varchar
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

-- grain: one refund case. status 2 took money away, 1 did not, 0 is unknown; 3 is a return (a row of its own with a negative
-- amount) as reported, of which status 2 ('>' in front of its text) was placed on orders and 4 could not be; 5 is the money of a
-- refund case of the order, which takes it off. customer_key is whose money a return is, line_text which item line of its order
-- a case is of, by the platform's number of it, status_raw the word for a state that is not decided or not known. currency is
-- what its amount is in, where the file says so; marks 2: another one than its order's (apply_refunds.sql). need_return to
-- phase are words of ours where the platform's are known (case_words.sql), else the platform's own.
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
    file_key integer not null,
    customer_key ubigint,
    need_return varchar,
    goods_state varchar,
    cs_involved varchar,
    liable varchar,
    phase varchar,
    line_text varchar,
    status_raw varchar,
    currency varchar
);

-- grain: one quarantined line; its bytes are not here but in a side file only the owner can read. amount is its money where
-- that can be read.
create table rejects (
    file_key integer not null,
    line bigint not null,
    lines integer not null,
    reason varchar not null,
    column_name varchar,
    digest varchar not null,
    amount decimal(38, 2)
);

-- grain: one thing that reading found in a file
create table findings (
    file_key integer not null,
    code varchar not null,
    rows bigint not null,
    amount decimal(38, 2),
    line bigint,
    column_name varchar,
    value varchar
);

-- What was sent to whom, as the log of a sending tool has it; customer_key may be of nobody who is a customer here. channel is sms,
-- coupon, message, mail, call or other; status '1 planned', '2 sent', '3 failed' or '4 delivered', of which the greater counts; arm
-- treated or holdout where the log says it.
-- grain: shop + customer + channel + moment + campaign
create table contacts (
    shop_key bigint not null,
    customer_key ubigint not null,
    channel varchar not null,
    sent_at timestamp not null,
    campaign varchar not null,
    cost decimal(18, 2),
    status varchar not null,
    arm varchar,
    file_key integer not null
);

-- What people said of being written to; channel is empty where an answer is for all of them. answer is '1 yes',
-- '2 no' or '3 blocked', of which the greater counts.
-- grain: shop + customer + channel + moment
create table consents (
    shop_key bigint not null,
    customer_key ubigint not null,
    channel varchar not null,
    answer varchar not null,
    since timestamp not null,
    file_key integer not null
);

-- What people who were forgotten are known by when an export brings them again: digests under the key beside the store, of
-- keys of customers, of numbers of orders and of texts. takes_orders: their orders were not kept either.
-- grain: one digest
create table tombstones (
    digest varchar not null,
    takes_orders boolean not null
);

-- What the rows of each table come to, counted by those who wrote them: how many, their money, and the sum of a digest of each row
-- over all its columns. Where the rows come to something else, somebody else changed them. A table without rows may be missing.
-- grain: table
create table sums (
    table_name varchar not null,
    rows bigint not null,
    money decimal(38, 2) not null,
    digest hugeint not null
)
