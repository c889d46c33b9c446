-- The texts that are sought, in their order, each with the one whom it is of.
-- grain: one text
select text, person from sought order by text
