-- What the amount of a refund case is in, where its file says so; of what was loaded before it is not known.
alter table refunds add column currency varchar
