-- The lists that were drawn, as far as what became of them is asked, in the order of their days, then of their names.
-- grain: audience
select
    name,
    as_of,
    coalesce(holdout_millionths, 0) as holdout_millionths,
    coalesce(window_days, 30) as window_days,
    coalesce(listed, 0) as listed,
    coalesce(held_out, 0) as held_out,
    coalesce(base_buyers, 0) as base_buyers,
    coalesce(base_customers, 0) as base_customers,
    coalesce(shops, '') as shops
from kept.audiences
order by as_of, name
