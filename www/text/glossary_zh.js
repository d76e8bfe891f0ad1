// @ts-check
/** 帮助与术语表（中文）。每条两句。 */

/** @type {import("../words.js").Words} */
export const words = {
  "help.close": "关闭帮助",
  "help.teachers": "给教师",
  "help.teachers.about": "把实验变成课程任务：链接、带三个问题的文字，以及由计算得出的答案。",
  "help.activity": "制作课堂活动",
  "keys.title": "按键",
  "keys.about": "用 Tab 键可以到达所有控件。前几组按键在页面任何位置都有效。",
  "keys.run": "运行、暂停、继续",
  "keys.step": "单步",
  "keys.reset": "回到预存的结果",
  "keys.sharper": "降低观察温度",
  "keys.softer": "升高观察温度",
  "keys.before": "上一张图像",
  "keys.after": "下一张图像",
  "keys.help": "本帮助",
  "keys.slider": "在滑块上：移动、到两端",
  "keys.images": "在图像之间：选择",
  "keys.table": "在类别表、棋盘、画板上：移动",
  "keys.escape": "在帮助中：关闭，回到原处",
  "offline.title": "离线使用",
  "offline.kept": "此浏览器已保存本页，现在断网也能使用。其他数据集用过一次后也会保存。",
  "offline.not": "此浏览器没有保存本页，或尚未保存完毕。",
  "offline.file": "本页是单个文件，不需要网络，也不需要服务器。",
  "offline.retort-offline.zip": "用于 U 盘或课程的文件区，需要任意一个网页服务器",
  "offline.retort-single.html": "包含全部内容的单个文件，双击即可打开",
  "glossary.title": "术语表",
  "glossary.see": "在这里可以看到：",
  "glossary.source": "出处：",

  "term.distillation": "知识蒸馏",
  "term.distillation.about":
    "让小网络向大网络的回答学习，而不只是向标签学习。标签很少或有错时收益明显；标签又多又好时，往往没有收益。",
  "term.teacher": "教师模型",
  "term.teacher.about": "回答被拿来学习的网络；这里它最先训练，此后不再改变。它通常更大，而且也会出错。",
  "term.student": "学生模型",
  "term.student.about":
    "最终要使用的网络，通常比教师小得多。这里各个学生从相同的权重出发，差别只来自它们得到的答案。",
  "term.logits": "logits",
  "term.logits.about":
    "最后一层给出的原始数值，每个类别一个，尚未变成概率。只有它们之间的差才有意义：全部加上同一个数，回答不变。",
  "term.softmax": "softmax",
  "term.softmax.about": "把 logits 变成概率：都为正数，总和为一。logits 的差相等，概率的比就相等。",
  "term.temperature": "温度",
  "term.temperature.about":
    "在 softmax 之前用来除 logits 的数：大于 1，回答变平缓；小于 1，变尖锐。它改变的是把握的大小，从不改变哪个类别排第一。",
  "term.viewing-temperature": "观察温度",
  "term.viewing-temperature.about":
    "本页显示回答时所用的温度，移动它不会引起任何训练。训练温度是另一项设置，改动后需要重新运行。",
  "term.hard-label": "硬标签",
  "term.hard-label.about": "只说图像属于哪一类，对其他类别只字不提。这类标签由人来写，其中有些是错的。",
  "term.soft-label": "软标签",
  "term.soft-label.about":
    "每个类别各有一个概率，由教师在训练温度下给出。它说明某一类的图像与其他类别有几分相像。",
  "term.dark-knowledge": "暗知识",
  "term.dark-knowledge.about":
    "训练好的网络对类别相似程度的了解，藏在错误答案的微小概率里。温度升高，这些概率才大到学得会。",
  "term.transfer-set": "迁移集",
  "term.transfer-set.about":
    "学生模仿教师时所用的图像，不需要真实标签。大量无标签图像的帮助，可能胜过少量图像的软标签。",
  "term.cross-entropy": "交叉熵",
  "term.cross-entropy.about":
    "真实标签 y 让回答 q 有多意外，单位奈特：即正确类别所得概率的负对数。只有既肯定又正确的回答，交叉熵才为零。",
  "term.entropy": "熵",
  "term.entropy.about":
    "回答有多犹豫，这里以比特计：一个类别独占时为零，各类机会均等时最大。温度升高，熵不会变小。",
  "term.kl": "KL 散度",
  "term.kl.about":
    "学生的回答 q 离教师的回答 p 有多远，单位奈特；两者相同时为零。p 与 q 不能互换：教师有把握之处，分量最重。",
  "term.loss": "损失",
  "term.loss.about":
    "训练要减小的那个数；对蒸馏学生来说，是两部分的加权和。一部分与标签比，另一部分与教师比。",
  "term.alpha": "α：标签的权重",
  "term.alpha.about":
    "真实标签在损失中所占的比重：为 1 时不理会教师，为 0 时不理会标签。有些论文里，α 反而指教师的比重。",
  "term.t-squared": "因子 T²",
  "term.t-squared.about":
    "温度为 T 的软标签，梯度会按 1/T² 缩小，这个因子正好补回来。没有它，改变 T 就等于同时改变权重。",
  "term.gradient": "梯度",
  "term.gradient.about":
    "损失增长最快的方向；每次更新都往反方向走一小步。对 logits 而言，它就是概率之差：学生所说的减去它得到的答案。",
  "term.update": "更新",
  "term.update.about": "看过一批图像之后，全部权重改动一次。这里由 Adam 完成，它让每个权重有自己的步长。",
  "term.learning-rate": "学习率",
  "term.learning-rate.about": "一次更新走多远。太小学得慢，太大停不下来，甚至数值溢出。",
  "term.weight-decay": "权重衰减",
  "term.weight-decay.about": "每次更新都把全部权重往零拉一点。这样网络就不会只依赖少数很大的权重。",
  "term.epoch": "轮",
  "term.epoch.about": "把全部训练图像看一遍。学生则按更新次数计，图像少的学生并不因此少练。",
  "term.label-smoothing": "标签平滑",
  "term.label-smoothing.about":
    "没有教师的软标签：每个标签拿出 ε，平均分给所有类别。这里用它作对照，看看光有“软”够不够。",
  "term.accuracy": "准确率",
  "term.accuracy.about":
    "测试图像中，概率最高的类别正是真实类别的比例。测试图像从未用于训练，而且数量有限：微小的差别可能只是偶然。",
  "term.agreement": "一致率",
  "term.agreement.about": "学生与教师给出同一类别的测试图像所占的比例。一致不等于正确：学生也会照抄错误。",
  "term.calibration": "校准",
  "term.calibration.about":
    "网络有多大把握，就有多准吗？把握为 90% 的回答，十次应有九次正确。ECE 把置信度分成十段，求两者的平均差距。",
  "term.confusion": "混淆矩阵",
  "term.confusion.about":
    "真实类别与回答的对照表，每格是测试图像的张数。对角线以外都是错误，从中可以看出哪些类别难以分辨。",
  "term.parameters": "参数",
  "term.parameters.about": "网络中由训练改变的数：权重与偏置。参数越少，占用的内存越少，通常也越快。",
  "term.hint": "提示层",
  "term.hint.about":
    "让学生的某一层去预测教师的某一层，中间的小映射用完即弃。它传达的是教师怎么看，而不只是教师怎么答。",
  "term.attention": "注意力迁移",
  "term.attention.about":
    "比较师生各自看哪里：把一层的激活值平方，再按通道求和。只比位置，所以中间不需要映射。",
  "term.layer-matching": "逐层匹配",
  "term.layer-matching.about":
    "让 Transformer 的嵌入、隐藏状态和注意力逐层相似。学生层数较少，就每隔一两层跟随教师的一层。",
  "term.ensemble": "集成",
  "term.ensemble.about":
    "把几个网络的回答取平均，通常比其中任何一个都好。蒸馏把它们的知识合进一个网络，但这几个都得先训练好。",
  "term.quantisation": "量化",
  "term.quantisation.about":
    "用很少的比特存储权重，写成尺度 s 的整数倍。小网络用 8 比特损失很小；只有 4 比特或更少时，训练时就用舍入后的权重会更好。",
  "term.domain": "领域",
  "term.domain.about":
    "图像的来源：换了相机、换了字体、换了光线。到了新领域，教师没那么可靠，学生也会继承这一点。",
  "term.seed": "随机种子",
  "term.seed.about":
    "一次运行的全部偶然都由它决定：用哪些图像、初始权重、先后次序。一个种子只是掷一次骰子，所以要多比几个。",
  "term.interval": "95% 区间",
  "term.interval.about":
    "平均值上下的一段范围，重复 100 次，约有 95 次包含真实的平均值。如果差值的区间不含零，就很难只用偶然来解释。",
  "term.fingerprint": "结果指纹",
  "term.fingerprint.about": "由全部训练后的权重和全部回答算出的短校验码。指纹相同的两次运行，每一位都相同。",
  "tour.bars.about": "左边是教师，右边是学生：各自认为每个类别有多大可能？",
  "tour.temperature.about": "低温时，一条独占鳌头；高温时，其余各条升起，显出图像还像什么。",
  "tour.run.about": "教师和学生就在你的机器上训练，几秒即可。种子相同，结果就相同。",
  "tour.verdict.about": "软标签比只用标签更有帮助吗？没有帮助时，结论也会照实说。",
  "tour.labels.about": "多给学生一些有标签图像，再运行一次。教师还帮得上忙吗？",
  "tour.chapter.about": "每一章都是一个实验，附三道思考题。这一章讲温度。",
};
