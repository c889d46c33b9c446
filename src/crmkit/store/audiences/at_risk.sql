-- The money at risk of each of some customers ($keys, $fen).
-- grain: customer
select
    unnest($keys::ubigint[]) as customer_key,
    unnest($fen::bigint[]) as fen
