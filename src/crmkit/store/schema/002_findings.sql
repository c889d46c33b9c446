-- What reading found in a file beyond its lines, the money of quarantined lines where it can be read, and the lines of
-- a file that need no amount or time of their own: further lines of an order, orders never paid, rows left out on request.
alter table files add column follow_up_lines bigint default 0;

alter table files add column never_paid_lines bigint default 0;

alter table files add column skipped_lines bigint default 0;

-- how the caller said that the file is to be read: the same bytes read in another way are another file
alter table files add column said varchar default '';

alter table rejects add column amount decimal(38, 2);

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
