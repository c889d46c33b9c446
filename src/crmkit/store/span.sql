-- The reach of the data, for the default of every as_of.
-- grain: one row
select first_day, last_order_day, orders, purchases, unidentified_purchases, unidentified_net, purchase_days
from span
