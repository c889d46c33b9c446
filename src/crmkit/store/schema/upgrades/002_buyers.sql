-- How far the file reaches that names the buyer of an order; of what was loaded before it is unknown.
alter table orders add column buyer_at timestamp
