-- What reading found bears the codes of today.
update findings
set code = case code
    when 'refunds_untold' then 'refunds_missing'
    when 'currency_untold' then 'currency_missing'
    when 'return_told_twice' then 'return_reported_twice'
    when 'ids_told_twice' then 'ids_reported_twice'
    else code
end
where code in ('refunds_untold', 'currency_untold', 'return_told_twice', 'ids_told_twice')
