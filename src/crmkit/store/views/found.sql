-- What reading found in the loaded files beyond their lines, with the name of the file.
-- grain: one thing found in one file
with final as (
    select
        findings.file_key,
        files.file,
        findings.code,
        findings.rows,
        findings.amount,
        findings.line,
        findings.column_name,
        findings.value
    from kept.findings as findings
    join loaded_files as files on files.file_key = findings.file_key
    -- where the platform's refund cases were loaded, too, its exports need no refunds
    where findings.code <> 'refunds_missing'
        or split_part(files.dialect, '_', 1) not in (
            select shops.platform
            from kept.refunds as refunds
            inner join kept.shops as shops on shops.shop_key = refunds.shop_key
            where not starts_with(refunds.refund_text, '>')
        )
)

select * from final
