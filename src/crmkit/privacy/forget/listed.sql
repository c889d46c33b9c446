-- The texts that are sought, in their order.
-- grain: one text
select text from sought order by text
