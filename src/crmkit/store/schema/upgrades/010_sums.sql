-- What the rows of each table come to; of what was written before it is what they come to at this upgrade.
create table if not exists sums (
    table_name varchar not null,
    rows bigint not null,
    money decimal(38, 2) not null,
    digest hugeint not null
)
