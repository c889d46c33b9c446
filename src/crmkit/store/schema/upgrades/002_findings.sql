-- What reading found in a file beyond its lines and what it leaves open in orders and refunds, the money of quarantined lines where it can be read, and the lines of
-- a file that need no amount or time of their own: further lines of an order, orders never paid, rows left out on request.
alter table files add column follow_up_lines bigint default 0;

alter table files add column never_paid_lines bigint default 0;

alter table files add column skipped_lines bigint default 0;

-- how the caller said that the file is to be read: the same bytes read by other rules are another file
alter table files add column said varchar default '';

alter table rejects add column amount decimal(38, 2);

-- what money an order is in (yuan where none is named), and what of it is left open: the view doubts has the words
alter table orders add column currency varchar;

alter table orders add column doubts utinyint;

-- whose money a return is. Of a refund, status 2 took money away, 1 did not, 0 is unknown; 3 is a return (a row of its
-- own with a negative amount) as reported, of which status 2 ('>' in front of its text) was placed on orders and 4 could not be;
-- 5 is the money of a refund case of the order, which takes it off
alter table refunds add column customer_key ubigint;

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
