-- People who were forgotten are known again by keyed digests alone; of a file it is kept how many of its lines were theirs.
create table if not exists tombstones (
    digest varchar not null,
    takes_orders boolean not null
);

alter table files add column if not exists forgotten_lines bigint default 0
