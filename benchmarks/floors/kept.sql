-- F1l: the columns that a load reads and keeps: those of F1, and of the delivery the courier and the postage.
-- Grain: order.
create table orders as
select
    "订单编号", "买家会员名", "收货人姓名", "收货地址 ", "联系手机", "总金额", "买家应付货款", "买家实际支付金额",
    "退款金额", "订单状态", "订单创建时间", "订单付款时间 ", "宝贝标题 ", "宝贝种类 ", "宝贝总数量", "是否手机订单", "物流公司",
    "买家应付邮费"
from read_csv(
    $file,
    auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\n', strict_mode = true,
    columns = {
        '订单编号': 'varchar', '买家会员名': 'varchar', '买家支付宝账号': 'varchar', '买家应付货款': 'decimal(18, 2)',
        '买家应付邮费': 'decimal(18, 2)', '总金额': 'decimal(18, 2)', '买家实际支付金额': 'decimal(18, 2)', '订单状态': 'varchar',
        '买家留言': 'varchar', '收货人姓名': 'varchar', '收货地址 ': 'varchar', '运送方式': 'varchar', '联系手机': 'varchar',
        '订单创建时间': 'timestamp', '订单付款时间 ': 'timestamp', '宝贝标题 ': 'varchar', '宝贝种类 ': 'integer',
        '物流单号 ': 'varchar', '物流公司': 'varchar', '订单备注': 'varchar', '宝贝总数量': 'integer', '店铺名称': 'varchar',
        '订单关闭原因': 'varchar', '退款金额': 'decimal(18, 2)', '是否手机订单': 'varchar'
    }
)
